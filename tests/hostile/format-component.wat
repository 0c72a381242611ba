;; expect: refused format
;; A component is another kind of binary.

(component)
