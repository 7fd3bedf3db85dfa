"""The region straight to tables, the loop of choosing and learning, and the grading of lists against the truth."""
