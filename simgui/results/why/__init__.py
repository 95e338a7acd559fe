"""Why a KPI is what it is: intervals from the tolerances of profile numbers, what drives them, and down to which."""
