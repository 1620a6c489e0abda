"""What Fetch imagery is made of: the area, the login, the plan, what was found."""
