# Leads as JSON lines, the same for the same `count`: what a company such as the sample's is sent,
# with people from everywhere, half of the fields empty now and then, and some known accounts.
#   awk -v count=100000 -f leads.awk
function draw(below) {  # 0 … below - 1, by Park and Miller's generator: the same in every awk
    state = (state * 16807) % 2147483647
    return state % below
}
function one_of(list, parts) { return parts[1 + draw(list)] }
BEGIN {
    state = 20260302
    places = split("US/CA US/NY US/TX US/MA US/WA US/IL CA/ON DE/ FR/ GB/ BR/ ES/ IN/ JP/ /", place, " ")
    industries = split("healthcare finance manufacturing software retail education", industry, " ")
    sources = split("website website website webinar partner-portal careers import", source, " ")
    sizes = split("3 12 45 80 220 420 900 1500 12000", size, " ")
    titles = split("VP Sales,Head of Legal,Paralegal,CFO,Office Manager,Director of Operations,Engineer", title, ",")
    languages = split("en en en fr de es pt", language, " ")
    products = split("starter team enterprise", product, " ")
    for (n = 1; n <= count; n++) {
        free = draw(10) == 0
        domain = free ? "gmail.com" : draw(50) == 0 ? "bellweather.test" : "firm-" draw(40000) ".test"
        split(one_of(places, place), where, "/")
        row = "{\"id\":\"L" n "\",\"email\":\"person." n "@" domain "\",\"first_name\":\"Dana\",\"last_name\":\"Whitfield\""
        if (!free || draw(2)) row = row ",\"company\":\"Firm " draw(40000) " Inc.\""
        if (where[1] != "") row = row ",\"country\":\"" where[1] "\""
        if (where[2] != "") row = row ",\"state\":\"" where[2] "\""
        if (draw(4)) row = row ",\"employees\":" one_of(sizes, size)
        if (draw(3)) row = row ",\"industry\":\"" one_of(industries, industry) "\""
        if (draw(5) == 0) row = row ",\"budget\":" 1000 * draw(120)
        if (draw(2)) row = row ",\"title\":\"" one_of(titles, title) "\""
        if (draw(3)) row = row ",\"language\":\"" one_of(languages, language) "\""
        if (draw(3) == 0) row = row ",\"product\":[\"" one_of(products, product) "\"]"
        if (draw(4) == 0) row = row ",\"signals\":{\"demo_request\":" draw(2) ",\"pricing_page\":" draw(4) "}"
        row = row ",\"source\":\"" one_of(sources, source) "\",\"phone\":\"+1 415 555 0" 100 + draw(100) "\""
        row = row ",\"message\":\"We compare tools this month and would like a call about number " n ".\"}"
        print row
    }
}
