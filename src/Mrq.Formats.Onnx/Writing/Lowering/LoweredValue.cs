using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>A value of the new file.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Shape">In the file's order of axes.</param>
/// <param name="Parameters">What its integers mean, the axis in the file's order; null for what means itself.</param>
/// <param name="Grid">After what its scale and zero point are called.</param>
internal sealed record LoweredValue(string Name, ElementType Type, TensorShape Shape, QuantizationParameters? Parameters, string Grid)
{
    /// <summary>Whether its integers stand for real numbers.</summary>
    public bool IsQuantized => Parameters is not null && Type is (ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 or ElementType.UInt16 or ElementType.Int32);
}
