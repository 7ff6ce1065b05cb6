;; This is a built-in sample, not a generated answer. For real answers set
;; codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
;; profile aws (Amazon Bedrock).

(module
  (memory (export "memory") 1)
  (data (i32.const 0) "This is a sample, not a generated answer."))
