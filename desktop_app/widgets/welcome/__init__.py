"""What an empty transcript shows: three ways to the first answer, none of them a gate."""
