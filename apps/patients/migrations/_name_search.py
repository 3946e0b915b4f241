"""What PostgreSQL knows about names: their forms, one letter off, and which names answer to a question.

Mirrored in Python where questions are taken apart: `hangul.letters`, `search.names.plain`.
"""

SYLLABLE_INITIALS = "".join(map(chr, range(0x1100, 0x1113)))
SYLLABLE_VOWELS = "".join(map(chr, range(0x1161, 0x1176)))
SYLLABLE_FINALS = "".join(map(chr, range(0x11A8, 0x11C3)))
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
PAIRS = {"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
         "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"}  # fmt: skip
JAMO = SYLLABLE_INITIALS + SYLLABLE_VOWELS + SYLLABLE_FINALS
LONGEST_FORM = 160  # letters: an entry of an index holds 2,700 bytes
LONGEST_WILD = 40

_letters = f"translate(normalize(lower(name), NFKD), '{JAMO} -', '{INITIALS}{VOWELS}{FINALS}')"
for pair, both in PAIRS.items():
    _letters = f"replace({_letters}, '{pair}', '{both}')"

FUNCTION = "CREATE FUNCTION {signature} LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ {body} $$"
SIMPLE = {
    # 김영수 → ㄱㅣㅁㅇㅕㅇㅅㅜ, as it is typed
    "patients_letters(name text) RETURNS text": f"SELECT {_letters}",
    # 김영수 → ㄱㅇㅅ
    "patients_initials(name text) RETURNS text":
        f"SELECT translate(normalize(lower(name), NFKD), '{JAMO} -', '{INITIALS}')",
    # Kim Yong-su → kimyongsu
    "patients_latin(name text) RETURNS text": "SELECT lower(translate(name, ' -.,''’ʼ`', ''))",
    # +850 (0)191-234 → 191234
    "patients_digits(phone text) RETURNS text":
        "SELECT regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^((00)?850(?=[0-9]{8}))?0?', '')",
    # Stable over versions of PostgreSQL, which its own hash functions need not be.
    "patients_name_key(hangul text, romanised text) RETURNS bigint":
        "SELECT ('x' || left(md5(hangul || E'\\n' || romanised), 16))::bit(64)::bigint",
    # h, 수 → hㅅㅜ h_ㅜ hㅅ_
    "patients_wild(kind text, form text) RETURNS text[]": f"""
        SELECT CASE WHEN length(form) BETWEEN 3 AND {LONGEST_WILD} THEN ARRAY(
            SELECT kind || CASE place WHEN 0 THEN form ELSE overlay(form PLACING '_' FROM place FOR 1) END
            FROM generate_series(0, length(form)) place
        ) END""",
}  # fmt: skip

# `folded` is Patient.name_folded: the name's one spellings, a stroke, their parts.
NAME_FORMS = f"""
    CREATE FUNCTION patients_name_forms(hangul text, romanised text, folded text)
    RETURNS TABLE (kind text, form text, wild text[]) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT found.kind, left(found.form, {LONGEST_FORM}),
            CASE WHEN found.kind IN ('h', 'p', 'f') THEN patients_wild(found.kind, found.form) END
        FROM (
            SELECT 'h' AS kind, patients_letters(hangul) AS form
            UNION ALL SELECT 'g', patients_letters(substr(hangul, 2))
            UNION ALL SELECT 'g', patients_letters(substr(hangul, 3))
            UNION ALL SELECT 'i', nullif(patients_initials(hangul) || ' ' || patients_letters(hangul), ' ')
            UNION ALL SELECT 'p', patients_latin(romanised)
            UNION ALL SELECT 'w', patients_latin(array_to_string(words[place:], ''))
                FROM regexp_split_to_array(romanised, '[ -]+') words, generate_series(2, least(cardinality(words), 8)) place
            UNION ALL SELECT 'f', whole FROM string_to_table(split_part(folded, ' | ', 1), ' ') whole
            UNION ALL SELECT 'd', part || ' ' || split_part(folded, ' | ', 1)
                FROM string_to_table(split_part(folded, ' | ', 2), ' ') part WHERE part <> ''
        ) found
        WHERE found.form <> ''
    $$
"""

# For each probe the names whose form of the kind lies in [low, high) and is like the pattern, in the order of their
# forms; those behind the `firm` ones only when nobody was found. Then, as `typos` says, the names with one of the
# patterns of `wild` that stand in a line of `off`, if nobody was found up to the first of them that has any. At most `most`; a last line with place -1 when there may be more.
# Written so that PostgreSQL keeps the plans: a search is planned in more time than it runs.
NAMES_LIKE = """
    CREATE FUNCTION patients_names_like(
        kinds text[], lows text[], highs text[], patterns text[], firm int, off text[], typos text, most int
    ) RETURNS TABLE (place int, name bigint) LANGUAGE plpgsql STABLE ROWS 20 AS $$
    DECLARE
        found int := 0;
        step int;
        one text;
        first int := 1;
        last int := firm;
    BEGIN
        WHILE last >= first AND found = 0 LOOP
            RETURN QUERY SELECT probe.place, known.name
                FROM generate_series(first, last) probe (place), LATERAL (
                    SELECT form.name FROM patients_nameform form
                    WHERE form.kind = kinds[probe.place] AND form.form >= lows[probe.place]
                        AND form.form < highs[probe.place]
                        AND (patterns[probe.place] IS NULL OR form.form LIKE patterns[probe.place])
                    ORDER BY form.form LIMIT 1000
                ) known LIMIT most;
            GET DIAGNOSTICS found = ROW_COUNT;
            first := last + 1;
            last := cardinality(kinds);
        END LOOP;
        IF typos = 'always' OR typos = 'if nobody' AND found = 0 THEN
            FOREACH one IN ARRAY off LOOP
                RETURN QUERY WITH near AS MATERIALIZED (
                    SELECT form.name FROM patients_nameform form
                    WHERE form.wild && string_to_array(one, E'\\n')
                ) SELECT cardinality(kinds) + 1, near.name FROM near LIMIT most - found;
                GET DIAGNOSTICS step = ROW_COUNT;
                found := found + step;
                EXIT WHEN found >= most OR found > 0 AND typos = 'if nobody';
            END LOOP;
        END IF;
        IF found >= least(most, 1000) THEN
            place := 0;
            RETURN NEXT;
        END IF;
    END $$
"""

# Keys of patients by number or telephone, for each pair of a way to look and a text in turn.
NUMBERED = """
    CREATE FUNCTION patients_numbered(ways text[], texts text[], most int)
    RETURNS TABLE (place int, id uuid) LANGUAGE plpgsql STABLE ROWS 20 AS $$
    DECLARE
        text_ text;
    BEGIN
        FOR at IN 1 .. cardinality(ways) LOOP
            text_ := texts[at];
            CASE ways[at]
            WHEN 'own' THEN
                RETURN QUERY SELECT at, p.id FROM patients_patient p WHERE p.number = text_;
            WHEN 'own begins' THEN
                RETURN QUERY SELECT at, p.id FROM patients_patient p
                    WHERE p.number >= text_ AND p.number < text_ || U&'\\FFFD' ORDER BY p.number LIMIT most;
            WHEN 'in any series' THEN  -- 2016-0042, 0042
                RETURN QUERY SELECT at, p.id FROM patients_numberseries series
                    JOIN centres_centre centre ON centre.id = series.centre_id
                    JOIN patients_patient p ON p.number =
                        centre.code || '-' || series.year || '-' || split_part(text_, '-', -1)
                    WHERE position('-' IN text_) = 0 OR series.year::text = split_part(text_, '-', 1);
            WHEN 'other' THEN
                RETURN QUERY SELECT at, n.patient_id FROM patients_patientnumber n WHERE n.number = text_;
            WHEN 'other begins' THEN
                RETURN QUERY SELECT at, n.patient_id FROM patients_patientnumber n
                    WHERE n.number >= text_ AND n.number < text_ || U&'\\FFFD' ORDER BY n.number LIMIT most;
            WHEN 'phone' THEN
                RETURN QUERY SELECT at, p.id FROM patients_patient p WHERE patients_digits(p.phone) = text_ LIMIT most;
            WHEN 'phone begins' THEN
                RETURN QUERY SELECT at, p.id FROM patients_patient p
                    WHERE patients_digits(p.phone) ~>=~ text_ AND patients_digits(p.phone) ~<~ (text_ || 'x') LIMIT most;
            WHEN 'phone ends' THEN
                RETURN QUERY SELECT at, p.id FROM patients_patient p
                    WHERE reverse(patients_digits(p.phone)) ~>=~ reverse(text_)
                        AND reverse(patients_digits(p.phone)) ~<~ (reverse(text_) || 'x') LIMIT most;
            WHEN 'caregiver begins' THEN
                RETURN QUERY SELECT at, p.id FROM patients_patient p
                    WHERE patients_digits(p.caregiver_phone) ~>=~ text_
                        AND patients_digits(p.caregiver_phone) ~<~ (text_ || 'x') LIMIT most;
            WHEN 'caregiver ends' THEN
                RETURN QUERY SELECT at, p.id FROM patients_patient p
                    WHERE reverse(patients_digits(p.caregiver_phone)) ~>=~ reverse(text_)
                        AND reverse(patients_digits(p.caregiver_phone)) ~<~ (reverse(text_) || 'x') LIMIT most;
            END CASE;
        END LOOP;
    END $$
"""

# Every name anew, for the people of before and after a load without triggers.
FILL = """
    CREATE FUNCTION patients_fill_name_forms() RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
        forms bigint;
    BEGIN
        DELETE FROM patients_nameform;
        INSERT INTO patients_nameform (name, kind, form, wild, stale)
        SELECT named.name, form.kind, form.form, form.wild, false
        FROM (
            SELECT DISTINCT ON (1) patients_name_key(name_hangul, name_romanised) AS name,
                name_hangul, name_romanised, name_folded
            FROM patients_patient ORDER BY 1, length(name_folded) DESC
        ) named, LATERAL patients_name_forms(name_hangul, name_romanised, name_folded) form;
        GET DIAGNOSTICS forms = ROW_COUNT;
        RETURN forms;
    END $$
"""

CREATE = [*(FUNCTION.format(signature=signature, body=body) for signature, body in SIMPLE.items()), NAME_FORMS,
          NAMES_LIKE, NUMBERED, FILL]  # fmt: skip
DROP = [
    f"DROP FUNCTION {signature.partition(' RETURNS')[0]}"
    for signature in (
        "patients_fill_name_forms()",
        "patients_numbered(text[], text[], int)",
        "patients_names_like(text[], text[], text[], text[], int, text[], text, int)",
        "patients_name_forms(text, text, text)",
        *reversed(SIMPLE),
    )
]
