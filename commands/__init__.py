"""The commands of accu, one file a family; accu.py puts them together."""
