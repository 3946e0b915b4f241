"""What each agreement or disagreement is worth: the table behind the score, after Fellegi and Sunter (1969).

A weight is log2(m / u). m: how often it is so when both records are one person, i.e. how well registers are kept;
u: how often it is so with two people who have nothing to do with each other. Points add up: +1 makes "one person"
twice as likely. m is set by hand after the slips that paper registers show (a letter, a digit, a birth known only as
an age); u is counted where it can be: over a million random pairs of the demonstration's people for names, by the
calendar for births, by the number of counties for places. The labelled pairs beside this module hold the table to its
purpose: `manage.py matching`.

To change a weight: change it here, run the command, and read what it gets wrong.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.matching.names import NameLevel

PERHAPS = 9.0  # from here on it is worth a look
PROBABLY = 17.0  # from here on it would be a surprise if it were somebody else


@dataclass(frozen=True)
class Weight:
    """Points, and the words in which they are explained. `shared`: families share it, so it says nothing about two
    people of different given names."""

    points: float
    words: Text
    shared: bool = False


NAME: dict[NameLevel, Weight] = {
    # m 0.75, u 1 : 6000
    NameLevel.SAME: Weight(12, _("same name")),
    # m 0.85 where one of the two was written in Latin letters, u 1 : 2500: the fold of spellings is coarse
    NameLevel.SPELLING: Weight(11, _("same name, spelled another way")),
    # m 0.05, u 1 : 1200 in Latin letters, 1 : 4000 in Hangul
    NameLevel.LETTER: Weight(6, _("names one letter apart")),
    # m 0.02, u 1 : 700
    NameLevel.PART: Weight(4, _("part of the name is the same")),
    # m 0.001: nobody mistypes a whole name, but names are changed; u 0.99
    NameLevel.DIFFERENT: Weight(-10, _("another name")),
}
# A name that many bear is four times as frequent as the average one.
COMMON_NAME = Weight(-2, _("a frequent name"))

BIRTH: dict[str, Weight] = {
    # m 0.6, u 1 : 365 days × 50 years, less because clerks like the first of the month
    "day": Weight(12, _("same birth date")),
    # m 0.9, u 1 : 600 months, less because people of one age meet in one centre
    "month": Weight(8, _("born in the same month")),
    # m 0.9, u 1 : 30 years
    "year": Weight(5, _("born in the same year")),
    # An age is asked, not read: m 0.7 for one year to either side, u 3 : 50
    "about": Weight(3.5, _("about the same age")),
    # m 0.2 for two or three years, u 1 : 10
    "some_years": Weight(1, _("ages a few years apart")),
    # m 0.08, u 1 : 1000: one digit, or day and month exchanged
    "slip": Weight(6, _("birth dates differ by one digit, or day and month are exchanged")),
    # A lunar birthday lies three to seven weeks before the solar one. m 0.03, u 1 : 300
    "lunar": Weight(3, _("birth dates a month apart, as by the lunar and the solar calendar")),
    # Two exact dates of one year: m 0.01, u 1 : 50
    "other_day": Weight(-1, _("another birth date in the same year")),
    # Two exact dates: m 0.001, u 0.08; where one is an age, people remember it better than that
    "close": Weight(-6, _("birth dates one or two years apart")),
    # m 0.001, u 0.3
    "years": Weight(-8, _("born years apart")),
    # m 0.0005, u 0.6
    "decades": Weight(-10, _("born more than ten years apart")),
}

SEX: dict[str, Weight] = {
    "same": Weight(1, _("same sex")),  # m 0.99, u 0.5
    "opposite": Weight(-6, _("opposite sex")),  # m 0.008, u 0.5
}

PHONE: dict[str, Weight] = {
    # m 0.4: numbers change; u 1 : 300, because a family, a work unit or a village shares one
    "same": Weight(7, _("same phone"), shared=True),
    "caregiver": Weight(4, _("the phone is the caregiver's of the other record"), shared=True),
}

PAPER: dict[str, Weight] = {
    # m 0.9 where both have one; u 1 : 500, because each register begins with 1
    "same": Weight(9, _("same number in the paper register")),
}

PLACE: dict[str, Weight] = {
    "village": Weight(6, _("same village"), shared=True),  # m 0.6, u 1 : 100 in the catchment of a centre
    "county": Weight(4, _("same county"), shared=True),  # m 0.8, u 1 : 20
    "province": Weight(1, _("same province"), shared=True),  # m 0.95, u 0.4
    "other_county": Weight(-1, _("another county")),  # people move: m 0.15, u 0.3
    "other_province": Weight(-3, _("another province")),  # m 0.05, u 0.5
}
