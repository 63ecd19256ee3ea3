using Mrq.Core.Diagnostics;

namespace Mrq.Formats.TfLite;

/// <summary>The diagnostics of this format, so that every message of one kind has one form.</summary>
internal static class TfLiteErrors
{
    public static MrqException NotAModel(string message) => new(MrqCodes.NotAModel, message);

    public static MrqException Corrupt(long byteOffset, string message) =>
        new(MrqCodes.CorruptModel, message, new MrqPlace(ByteOffset: byteOffset));

    public static MrqException TooLarge(string message) => new(MrqCodes.ModelTooLarge, message);

    public static MrqException CannotRepresent(string message, string? step = null) =>
        new(MrqCodes.CannotRepresent, message, new MrqPlace(Operator: step));

    public static MrqException InvalidTensor(string tensor, string message) =>
        new(MrqCodes.InvalidGraph, message, new MrqPlace(Tensor: tensor));

    public static MrqException InvalidOperator(string step, string message) =>
        new(MrqCodes.InvalidGraph, message, new MrqPlace(Operator: step));

    public static MrqException InvalidGraph(string message) => new(MrqCodes.InvalidGraph, message);
}
