"""SOP files that ship with the product."""
