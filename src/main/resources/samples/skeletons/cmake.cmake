# This is a built-in sample, not a generated answer. For real answers set
# codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
# profile aws (Amazon Bedrock).

# cmake -P sample.cmake
message(STATUS "This is a sample, not a generated answer.")
