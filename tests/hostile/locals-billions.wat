;; expect: refused locals
;; Four billion locals in a few bytes.

(module binary
  "\00asm\01\00\00\00"
  "\01\06\01\60\01\7f\01\7f" ;; (i32) -> i32
  "\03\02\01\00"
  "\05\04\01\01\01\01" ;; one page
  "\06\11\03\7f\00\41\00\0b\7f\00\41\08\0b\7f\00\41\80\01\0b"
  "\07\3f\06"
  "\06memory\02\00" "\05input\03\00" "\0einput_capacity\03\01" "\06output\03\02"
  "\06decide\00\00" "\07explain\00\00"
  "\0a\0c\01\0a\01\ff\ff\ff\ff\0f\7f\41\00\0b")
