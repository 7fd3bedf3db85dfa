"""Floor 1: messages become rows; nothing here knows a clock or a site."""
