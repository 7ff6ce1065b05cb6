      *> This is a built-in sample, not a generated answer. For real answers set
      *> codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
      *> profile aws (Amazon Bedrock).

       IDENTIFICATION DIVISION.
       PROGRAM-ID. SAMPLE-PROGRAM.
       PROCEDURE DIVISION.
           DISPLAY "This is a sample, not a generated answer.".
           STOP RUN.
