namespace Mrq.Conversion.Tests.Graphs;

/// <summary>What a step of a random graph does; where its input has no shape for it, it does nothing.</summary>
public enum StepKind
{
    Pointwise,
    Convolution,
    Depthwise,
    FullyConnected,
    Add,
    AddConstant,
    Sub,
    Mul,
    Concatenation,
    Maximum,
    MaxPool,
    AveragePool,
    Mean,
    Reshape,
    Transpose,
    Pad,
    Slice,
    ResizeNearest,
    ResizeBilinear,
    Quantize,
    Relu,
    Relu6,
    LeakyRelu,
    Logistic,
    Tanh,
    Softmax,
}
