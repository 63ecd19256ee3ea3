namespace Mrq.Emulator.Reference;

/// <summary>An operator that computes each value from one value of either input.</summary>
internal interface IBinaryFunction
{
    /// <summary>The output's quantized value, clamped, for quantized values of both inputs.</summary>
    int Apply(int left, int right);
}
