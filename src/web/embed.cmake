# cmake -DROOT=… -DLIST=assets.txt -DOUT=embedded.cpp -P embed.cmake
# Writes the files that LIST names as byte arrays, sorted as listed, each with the SHA-256 of its
# bytes as its ETag.
file(STRINGS ${LIST} lines REGEX "^/")
set(arrays "")
set(table "")
set(n 0)
foreach(line IN LISTS lines)
    string(REGEX REPLACE "[ \t]+" ";" columns "${line}")
    list(GET columns 0 path)
    list(GET columns 1 type)
    list(GET columns 2 file)
    if(type MATCHES "^(text/|image/svg)")
        set(type "${type}; charset=utf-8")
    endif()
    file(READ ${ROOT}/${file} hex HEX)
    file(SHA256 ${ROOT}/${file} hash)
    string(SUBSTRING ${hash} 0 32 tag)
    string(LENGTH "${hex}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
    string(APPEND arrays "// ${file}\nconstexpr char kBytes${n}[] = {${bytes} '\\0'};\n")
    string(APPEND table "    {\"${path}\", \"${type}\", {kBytes${n}, ${size}}, \"\\\"${tag}\\\"\"},\n")
    math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${OUT}.new
     "// The pages of src/web/assets.txt, embedded by embed.cmake.\n#include \"web/assets.hpp\"\n\n"
     "namespace baton::web {\nnamespace {\n\n${arrays}\nconstexpr Asset kAssets[] = {\n${table}};\n\n}  // namespace\n\n"
     "std::span<const Asset> assets() { return kAssets; }\n\n}  // namespace baton::web\n")
file(RENAME ${OUT}.new ${OUT})
