namespace Mrq.Core.Schemes;

/// <summary>
/// At which scale a target holds biases. With a scale of its own a bias b means b·k steps of the accumulator. A power of two 2^s = k is the left shift
/// by which engines such as the Vitis DPU align it: s = weight position + input position − bias position, a position being −log2 of a scale.
/// </summary>
/// <remarks>
/// Engines that shift a bias right, rounded, gain no value by it: n bits shifted right are fewer bits at the accumulator's own grid. So k ≥ 1 says
/// everything, and a container whose biases lie on the accumulator's grid holds b·k as it is.
/// </remarks>
public enum BiasScale
{
    /// <summary>Input scale · weight scale: one step is one of the accumulator.</summary>
    Product,

    /// <summary>One power of two for the tensor: one step is 2^s of the accumulator's.</summary>
    OwnPowerOfTwo,

    /// <summary>One scale for the tensor, a whole multiple of the accumulator's.</summary>
    Own,

    /// <summary>
    /// None: biases are real numbers, added once the sum is one. y = round((sum · S_x·S_w + bias) / S_y), each step in float32. Source: MQBench and TensorRT (biases stay float), ncnn
    /// <c>src/layer/requantize.cpp</c>.
    /// </summary>
    Real,
}
