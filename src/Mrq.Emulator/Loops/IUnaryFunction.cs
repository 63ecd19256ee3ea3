namespace Mrq.Emulator.Reference;

/// <summary>An operator that computes each value from one value.</summary>
internal interface IUnaryFunction
{
    /// <summary>The output's quantized value, clamped, for a quantized value of the input.</summary>
    int Apply(int value);
}
