"""When something may be recorded in physiotherapy: a module per noun; None, or the reason shown to the user."""
