"""Feeds: what is behind a feed's URL, and how its files get into raw/ whole, once, and whatever their names are."""
