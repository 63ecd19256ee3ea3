using Mrq.Core.Diagnostics;

namespace Mrq.Formats.Onnx;

/// <summary>What can be wrong with a file, each with the code that says so.</summary>
internal static class OnnxErrors
{
    public static MrqException Corrupt(string what, string? tensor = null) => new(MrqCodes.CorruptModel, what, new MrqPlace(Tensor: tensor));

    public static MrqException Invalid(string what, string? tensor = null, OnnxNode? node = null) => new(MrqCodes.InvalidGraph, what, new MrqPlace(Tensor: tensor, Operator: node?.Description));

    public static MrqException ExternalData(string what, string tensor) => new(MrqCodes.ExternalData, what, new MrqPlace(Tensor: tensor));
}
