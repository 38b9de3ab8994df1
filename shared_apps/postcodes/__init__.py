"""Where the postcodes lie, as far as an operator has loaded them: never finer than a part of a postcode district."""
