# cmake -DROOT=… -DLIST=assets.txt -DAPP=build/web/assets.txt -DOUT=embedded.cpp -P embed.cmake
# Writes a source file that takes in the files that both lists name, sorted as listed, each with the
# SHA-256 of its bytes as its ETag, and beside it what scripts/web.sh packed (FILE.br, FILE.gz). The
# assembler reads the bytes: a megabyte of them costs nothing to compile.
set(lines "")
foreach(list IN ITEMS ${LIST} ${APP})
    file(STRINGS ${list} some REGEX "^/")
    list(APPEND lines ${some})
endforeach()
set(arrays "")
set(table "")
set(packings "")
set(n 0)

foreach(line IN LISTS lines)
    string(REGEX REPLACE "[ \t]+" ";" columns "${line}")
    list(GET columns 0 path)
    list(GET columns 1 type)
    list(GET columns 2 file)
    if(type MATCHES "^(text/|image/svg)")
        set(type "${type}; charset=utf-8")
    endif()
    file(SHA256 ${ROOT}/${file} hash)
    string(SUBSTRING ${hash} 0 32 tag)
    file(SIZE ${ROOT}/${file} size)
    string(APPEND arrays "BATON_BYTES(kBytes${n}, \"${ROOT}/${file}\")\n")
    set(row "\"${path}\", \"${type}\", {kBytes${n}, ${size}}, \"\\\"${tag}\\\"\"")
    set(own ${n})
    math(EXPR n "${n} + 1")
    set(packed "")
    foreach(coding IN ITEMS br gzip)
        string(REPLACE gzip gz ending ${coding})
        if(EXISTS ${ROOT}/${file}.${ending})
            file(SIZE ${ROOT}/${file}.${ending} size)
            string(APPEND arrays "BATON_BYTES(kBytes${n}, \"${ROOT}/${file}.${ending}\")\n")
            string(APPEND packed "{\"${coding}\", {kBytes${n}, ${size}}, \"\\\"${tag}-${ending}\\\"\"}, ")
            math(EXPR n "${n} + 1")
        endif()
    endforeach()
    if(packed)
        string(APPEND packings "constexpr Asset::Packed kPacked${own}[] = {${packed}};\n")
        string(APPEND row ", kPacked${own}")
    endif()
    string(APPEND table "    {${row}},\n")
endforeach()
file(WRITE ${OUT}.new
     "// What src/web/assets.txt and the app's list name, embedded by embed.cmake.\n#include \"web/assets.hpp\"\n\n"
     "#define BATON_BYTES(name, file)                                                     \\\n"
     "    asm(\".pushsection .rodata\\n\" #name \":\\n.incbin \\\"\" file \"\\\"\\n.byte 0\\n.popsection\\n\"); \\\n"
     "    extern \"C\" __attribute__((visibility(\"hidden\"))) const char name[];\n\n"
     "${arrays}\nnamespace baton::web {\nnamespace {\n\n${packings}\nconstexpr Asset kAssets[] = {\n${table}};\n\n}  // namespace\n\n"
     "std::span<const Asset> assets() { return kAssets; }\n\n}  // namespace baton::web\n")
file(RENAME ${OUT}.new ${OUT})
