# /rhythm: when the bot asks and reminds, and when it delivers.
rhythm-page = <b>Before a meeting</b>
    Invitation: { $invitation } hours before
    Reminder: { $reminder } hours before
    Link: { $link ->
        [one] 1 hour before
       *[other] { $link } hours before
    }
    <b>Between meetings</b>
    One check halfway: { $halfway ->
        [on] yes
       *[off] no
    }
    <b>What members share</b>
    It arrives { $pace ->
        [once] at once.
       *[other] at { $first } and { $second } ({ $city }).
    }
    Whoever joins reads { $newcomers ->
        [cycle] what was shared in this cycle, too.
       *[later] what is shared from then on.
    }
    This is { $pace ->
        [handles] a handles-only set.
        [asked] a handles-only set until everybody agrees to know each other.
       *[other] a set that knows each other.
    }
button-rhythm-invitation = Invitation
button-rhythm-reminder = Reminder
button-rhythm-link = Link
button-rhythm-halfway-on = Halfway check: turn on
button-rhythm-halfway-off = Halfway check: turn off
button-rhythm-deliveries = Delivery times
button-rhythm-newcomers-on = Newcomers: read this cycle too
button-rhythm-newcomers-off = Newcomers: read from then on
button-rhythm-know = Knowing each other
button-rhythm-once-on = Arrive at once
button-rhythm-once-off = Arrive at the delivery times
button-rhythm-choice = { $hours }
rhythm-ask-invitation = How many hours before a meeting shall I invite to the check-in? Now it is { $hours }.
rhythm-ask-reminder = How many hours before a meeting shall I remind those who have not finished? Now it is { $hours }.
rhythm-ask-link = How many hours before a meeting shall I send the link? Now it is { $hours }.
rhythm-hours-unknown = I could not read that. Try a number of hours, such as <i>72</i>, or <i>3 days</i>.
rhythm-order = The order is: invitation, reminder, link. Now they come { $invitation }, { $reminder } and { $link } hours before. Could you choose a number that fits?
rhythm-ask-deliveries = What members write reaches the others twice a day. So no clock tells who wrote it. Now it is { $first } and { $second } ({ $city }). Which two times instead? For example: <i>9:00 18:00</i>
rhythm-deliveries-not-understood = I need exactly two times. For example: <i>9:00 18:00</i>
rhythm-deliveries-impossible = I could not use these. Two times of the day, at least three hours apart, work.
