using BenchmarkDotNet.Attributes;
using Mrq.Core.Numerics;
using Mrq.Emulator;

namespace Mrq.Kernels;

/// <summary>One run of one kernel in TFLite's arithmetic. In process: no project is generated, so central package versions do not matter.</summary>
[InProcess]
[WarmupCount(5)]
[IterationCount(15)]
[IterationTime(200)]
public class KernelBenchmarks
{
    private EmulatorSession _session = null!;

    [ParamsSource(nameof(Layers))]
    public Layer Layer { get; set; } = null!;

    public static IEnumerable<Layer> Layers => MobileNetLayers.All;

    [GlobalSetup]
    public void Compile()
    {
        _session = new EmulatorSession(CompiledGraph.Compile(Layer.Graph, Arithmetic.TFLite));
        for (var i = 0; i < Layer.Graph.Inputs.Length; i++)
        {
            new Random(i).NextBytes(_session.Input(i));
        }
    }

    [Benchmark]
    public void Run() => _session.RunStep(0);
}
