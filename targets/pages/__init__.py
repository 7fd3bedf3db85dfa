"""The pages an officer or a shift leader opens: templates, styles, scripts; what they share is house.py."""
