namespace Mrq.Conversion.Tests.Graphs;

/// <summary>The range of a step's output beside what it computes, and which activation is fused into it.</summary>
public enum OutputRange
{
    /// <summary>All of it and more, nothing fused.</summary>
    Whole,

    /// <summary>Saturates one value in eight.</summary>
    Tight,

    /// <summary>Saturates much below zero, at no clamp that an activation could say.</summary>
    Skewed,

    /// <summary>RELU is fused, and the range begins at zero.</summary>
    Relu,

    /// <summary>RELU is fused, and the range reaches below zero.</summary>
    ReluInWideRange,

    /// <summary>RELU6 is fused, and the range is that of the clamp.</summary>
    Relu6,

    /// <summary>RELU6 is fused, and the range is wider.</summary>
    Relu6InWideRange,

    /// <summary>Nothing is fused; the range begins at zero, and saturation is the clamp.</summary>
    ImplicitRelu,

    /// <summary>Nothing is fused; the range is 0 to 6, and saturation is the clamp.</summary>
    ImplicitRelu6,
}
