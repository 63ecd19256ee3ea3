using Mrq.Emulator;

namespace Mrq;

/// <summary>
/// How many samples of its own making conversion runs. A network gets all that are wanted: its weights say that it is one. A file of a few bytes that
/// asks for much memory or work gets fewer, at least one.
/// </summary>
internal static class AffordableSamples
{
    /// <summary>Bytes that the activations of all samples may take, in source and target.</summary>
    private const double Bytes = 512 << 20;

    /// <summary>Further ones for each byte of weights.</summary>
    private const double BytesPerWeight = 4096;

    /// <summary>Steps of one of the wanted samples.</summary>
    private const double Steps = 1 << 25;

    /// <summary>Further ones for each byte of weights: convolutional networks meet each one a few thousand times.</summary>
    private const double StepsPerWeight = 8192;

    /// <summary>At most <paramref name="wanted"/>.</summary>
    public static int Of(CompiledGraph compiled, int wanted)
    {
        var weights = compiled.Graph.Tensors.Sum(tensor => (double)(tensor.Data?.Length ?? 0));
        var byMemory = (Bytes + (BytesPerWeight * weights)) / (2d * Math.Max(compiled.SessionBytes, 1));
        var bySteps = wanted * (Steps + (StepsPerWeight * weights)) / Math.Max(compiled.Steps, 1);
        return (int)Math.Clamp(Math.Min(byMemory, bySteps), 1, wanted);
    }
}
