#!/usr/bin/env bash
# Every link of README.md, CONTRIBUTING.md, CHANGELOG.md and docs/*.md that points into the project
# reaches a file, and its #anchor a heading.
#   links.sh DIR
# Prints each offence as FILE:LINE: words, and exits 1 when there was any.
set -euo pipefail
cd "$1"

# The anchors of a page as they are made from its headings: lower case, punctuation gone, blanks to -.
anchors() {
    awk '/^```/ { code = !code } !code && /^#+ / { sub(/^#+ /, ""); print tolower($0) }' "$1" |
        sed -E 's/[][`*().,:;!?"'\''\/·=<>…“”—–&|{}+$@%]//g; s/ /-/g'
}

broken=0
for page in *.md docs/*.md; do
    [[ -f $page ]] || continue
    while IFS=$'\t' read -r line target; do
        case $target in http://* | https://* | mailto:*) continue ;; esac
        path=${target%%#*} anchor=
        [[ $target != *#* ]] || anchor=${target#*#}
        file=$page
        [[ -z $path ]] || file=$(dirname "$page")/$path
        if [[ ! -e $file ]]; then
            echo "$page:$line: the link $target reaches nothing"
            broken=1
        elif [[ -n $anchor && $file == *.md ]] && ! anchors "$file" | grep -qxF -- "$anchor"; then
            echo "$page:$line: the link $target names no heading of $file"
            broken=1
        fi
    done < <(awk '
        /^```/ { code = !code }
        !code {
            rest = $0
            gsub(/`[^`]*`/, "", rest)
            while (match(rest, /\]\([^) ]+/)) {
                print FNR "\t" substr(rest, RSTART + 2, RLENGTH - 2)
                rest = substr(rest, RSTART + RLENGTH)
            }
        }' "$page")
done
((broken == 0))
