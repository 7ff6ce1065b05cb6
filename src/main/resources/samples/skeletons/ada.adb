-- This is a built-in sample, not a generated answer. For real answers set
-- codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
-- profile aws (Amazon Bedrock).

with Ada.Text_IO;

procedure Sample is
begin
   Ada.Text_IO.Put_Line ("This is a sample, not a generated answer.");
end Sample;
