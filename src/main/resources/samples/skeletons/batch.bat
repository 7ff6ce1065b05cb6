@echo off
rem This is a built-in sample, not a generated answer. For real answers set
rem codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
rem profile aws (Amazon Bedrock).

echo This is a sample, not a generated answer.
