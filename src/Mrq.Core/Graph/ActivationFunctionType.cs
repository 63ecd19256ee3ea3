
namespace Mrq.Core.Graph;

/// <summary>The activation fused into an operator; numbers and names are TFLite's.</summary>
public enum ActivationFunctionType
{
    None = 0,
    Relu = 1,
    ReluN1To1 = 2,
    Relu6 = 3,
    Tanh = 4,
    SignBit = 5,
}
