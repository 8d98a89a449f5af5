# Gives each lead of bench/route/leads.awk a past: `count` of them spread evenly over a year, with
# what people did then. One in twenty was never answered.
BEGIN { state = 20260302; year = 365 * 86400; step = year / count }
function draw(below) {
    state = (state * 16807) % 2147483647
    return state % below
}
{
    at = int((NR - 1) * step)
    day = int(at / 86400); second = at % 86400
    month = 1; split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
    while (day >= days[month]) { day -= days[month]; month++ }
    past = sprintf(",\"received_at\":\"2025-%02d-%02dT%02d:%02d:%02dZ\"", month, day + 1, second / 3600, (second % 3600) / 60, second % 60)
    if (draw(20)) {
        past = past ",\"acknowledged_after\":" 30 + draw(1800) ",\"contacted_after\":" 1900 + draw(7200) ",\"closed_after\":" 86400 + draw(20 * 86400)
        past = past (draw(4) ? ",\"lost\":\"no budget\"" : ",\"won\":" 1000 + draw(90000))
    }
    print substr($0, 1, length($0) - 1) past "}"
}
