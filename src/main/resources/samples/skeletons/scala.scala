// This is a built-in sample, not a generated answer. For real answers set
// codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
// profile aws (Amazon Bedrock).

object Sample {
  def main(args: Array[String]): Unit =
    println("This is a sample, not a generated answer.")
}
