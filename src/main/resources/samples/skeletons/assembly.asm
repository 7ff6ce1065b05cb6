; This is a built-in sample, not a generated answer. For real answers set
; codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
; profile aws (Amazon Bedrock).

; NASM on Linux x86-64: nasm -f elf64 sample.asm && ld -o sample sample.o
        global  _start

        section .text
_start: mov     rax, 1                  ; write
        mov     rdi, 1                  ; standard output
        lea     rsi, [rel message]
        mov     rdx, length
        syscall
        mov     rax, 60                 ; exit
        xor     rdi, rdi
        syscall

        section .rodata
message: db     "This is a sample, not a generated answer.", 10
length: equ     $ - message
