// This is a built-in sample, not a generated answer. For real answers set
// codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
// profile aws (Amazon Bedrock).

// A fragment shader that paints everything grey.
@fragment
fn main() -> @location(0) vec4<f32> {
    return vec4<f32>(0.5, 0.5, 0.5, 1.0);
}
