# The programme, for coordinators: counts over all sets.

menu-line-programme = /programme – what all sets come to, in counts
programme = <b>The programme.</b> Counts up to last midnight. Sets with fewer than five members are left out. So is every number that fewer than five people brought about.
    <pre>Month   Sets Meet  Was  Set  End
    { $table }</pre>
    Meet: meetings held. Was: members who were there. Set, End: steps set and ended.
programme-nothing = There is nothing to count yet. A set is counted once it has five members.
programme-picture = <b>The programme, by month.</b>
    { $lines }
programme-line = { $month }: meetings { $meetings }, present { $present }, steps set { $set }, steps ended { $ended }
programme-csv = The last two years by month, for a spreadsheet. Empty cells are numbers of fewer than five people.
programme-year = Your page for { $year }.
button-programme-picture = Picture
button-programme-csv = Table as a file
button-programme-year = Page for { $year }

impact-title = Action learning sets in { $year }
impact-until = Counted up to { $day }
impact-sets = Sets
impact-meetings = Meetings held
impact-hours = Hours in meetings
impact-present = Members present, of those expected
impact-set = Steps set
impact-ended = Steps ended
impact-support = Support in the set (median of the process reviews)
impact-challenge = Challenge in the set (median)
impact-airtime = My share of airtime (median, 3 is just right)
impact-note = Members bring an issue of their own. They set steps, and bring an account of them back to the set. A step that is not done is something to learn from, never a score. Sets with fewer than five members are left out of everything. So is every number that fewer than five people brought about.
