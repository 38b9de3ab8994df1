"""What stewards set: name, look, words, languages, pages, address."""
