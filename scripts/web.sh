#!/usr/bin/env bash
# Builds the web app into build/web: dist/ as the server is to serve it, assets.txt as src/web reads
# it (PATH TYPE FILE, as src/web/assets.txt). What has not changed since the last time is not built.
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/node.sh
. scripts/node.sh

mkdir -p build/web
exec 9>build/web/lock
flock 9

stamp=$({
    sha256sum scripts/web.sh src/api/openapi.json web/index.html web/package.json web/package-lock.json web/*.ts
    find web/src web/public -type f ! -name '*.test.ts' ! -name '*.test.tsx' -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 sha256sum
} | sha256sum)
if [[ -f build/web/assets.txt && -f build/web/stamp && $(<build/web/stamp) == "$stamp" ]]; then exit 0; fi

node_is_new_enough || scripts/bootstrap.sh node
. scripts/node.sh
install_node_modules web
build() {
    node_modules/.bin/openapi-typescript ../src/api/openapi.json -o ../build/web/schema.d.ts || return 1
    node_modules/.bin/vite build --logLevel warn || return 1
    pack ../build/web/dist
}
# Beside each file what it is once packed, where that is a tenth less: nothing is packed while serving.
pack() {
    # shellcheck disable=SC2016 # its ${…} are JavaScript's
    node -e '
        const fs = require("fs"), path = require("path"), zlib = require("zlib")
        for (const name of fs.readdirSync(process.argv[1], { recursive: true })) {
            const file = path.join(process.argv[1], name)
            if (!fs.statSync(file).isFile()) continue
            const bytes = fs.readFileSync(file)
            const packed = { br: zlib.brotliCompressSync(bytes), gz: zlib.gzipSync(bytes, { level: 9 }) }
            for (const [ending, small] of Object.entries(packed)) {
                if (small.length < bytes.length * 0.9) fs.writeFileSync(`${file}.${ending}`, small)
            }
        }' "$1"
}
cd web
build >../build/web/build.log 2>&1 || {
    cat ../build/web/build.log >&2
    die "the web app could not be built (all of its words: build/web/build.log)"
}
cd ..

# The page answers at / and for every address of the app, its parts at their own.
find build/web/dist -type f ! -name '*.br' ! -name '*.gz' | LC_ALL=C sort | while read -r file; do
    case $file in
        *.html) type=text/html ;;
        *.js) type=text/javascript ;;
        *.css) type=text/css ;;
        *.svg) type=image/svg+xml ;;
        *.webmanifest) type=application/manifest+json ;;
        *) die "src/web serves no files like $file" ;;
    esac
    if [[ $file == */index.html ]]; then
        printf '%s %s %s\n' / "$type" "$file" '/app/{path*}' "$type" "$file"
    else
        printf '%s %s %s\n' "${file#build/web/dist}" "$type" "$file"
    fi
done >build/web/assets.txt.new
mv build/web/assets.txt.new build/web/assets.txt
echo "$stamp" >build/web/stamp
