// Times each kernel of the emulator by itself, on layers of MobileNetV2: dotnet run -c Release -- --filter '*'
using BenchmarkDotNet.Running;
using Mrq.Kernels;

BenchmarkSwitcher.FromTypes([typeof(KernelBenchmarks)]).Run(args);
