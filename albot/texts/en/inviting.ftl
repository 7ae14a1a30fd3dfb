# /invite: links into a set.
button-inviting-set = { $number } (the size of the set)
button-inviting-uses = { $number }
button-inviting-days = { $days ->
    [1] 1 day
    [7] 1 week
   *[other] 4 weeks
}
button-inviting-copy = Copy the link
button-inviting-revoke = Revoke it
button-inviting-revoke-number = Revoke { $number }

inviting-not-yet = This set takes nobody in at the moment. Finish making it first: /newset goes on where you were.
inviting-ask-uses = How many people may use the new link?
inviting-ask-days = { $uses ->
    [one] One person may use it. Until when?
   *[other] { $uses } people may use it. Until when?
}
inviting-ask-word = Shall they type a word that you agree on outside this chat? Then you know who waits. If so, type it now.

    <b>Skip</b> makes a link without a word.
inviting-word-too-long = That is rather long to remember. Could you keep it under { $most } letters?
inviting-word-empty = I need letters or digits. Which word is it? Or press <b>Skip</b>.

inviting-link = Here is the link. { $uses ->
    [one] One person may use it
   *[other] { $uses } people may use it
}, until { $until }. Nobody is in before you let them in.

    { $link }

    If a link cannot be opened, this code can be pasted here instead:
    <code>{ $code }</code>
inviting-link-with-word = Here is the link. { $uses ->
    [one] One person may use it
   *[other] { $uses } people may use it
}, until { $until }. Pass on the word some other way. Nobody is in before you let them in.

    { $link }

    If a link cannot be opened, this code can be pasted here instead:
    <code>{ $code }</code>

inviting-open = Open links into <b>{ $set }</b>, as of the last delivery time:
    { $links }
inviting-line = { $number }. for { $uses ->
    [one] one person
   *[other] { $uses } people
}, until { $until }
inviting-line-with-word = { $number }. for { $uses ->
    [one] one person
   *[other] { $uses } people
}, until { $until }, with a word
inviting-revoked = Revoked. Nobody can use that link any more. Whoever waits already still waits.
inviting-revoked-others = Revoked. Still open into <b>{ $set }</b>:
    { $links }
