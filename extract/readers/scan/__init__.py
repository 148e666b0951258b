"""What was recognised in a picture, held against what it must add up to and which codes there are."""
