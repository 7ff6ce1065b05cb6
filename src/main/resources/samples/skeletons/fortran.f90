! This is a built-in sample, not a generated answer. For real answers set
! codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
! profile aws (Amazon Bedrock).

program sample
  implicit none
  print '(a)', 'This is a sample, not a generated answer.'
end program sample
