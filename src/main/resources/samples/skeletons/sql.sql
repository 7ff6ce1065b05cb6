-- This is a built-in sample, not a generated answer. For real answers set
-- codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
-- profile aws (Amazon Bedrock).

SELECT 'This is a sample, not a generated answer.' AS message;
