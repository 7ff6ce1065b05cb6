#version 120
// This is a built-in sample, not a generated answer. For real answers set
// codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
// profile aws (Amazon Bedrock).

// A fragment shader that paints everything grey.
void main() {
    gl_FragColor = vec4(0.5, 0.5, 0.5, 1.0);
}
