using System.Globalization;
using Microsoft.Testing.Platform.Builder;
using Mrq.Fuzz;
using SharpFuzz;

// Long runs and the engines behind build/fuzz.sh; everything else is for the test runner.
switch (args)
{
    case ["mutate", var count, .. var rest]:
        return LongRun.Start(long.Parse(count, CultureInfo.InvariantCulture), rest.Length > 0 ? ulong.Parse(rest[0], CultureInfo.InvariantCulture) : 1, rest.Length > 1 ? rest[1] : "fuzz-findings");
    case ["replay", .. var files]:
        return LongRun.Replay(files);
    case ["seeds", var folder]:
        Directory.CreateDirectory(folder);
        foreach (var (seed, i) in Seeds.All().Select((seed, i) => (seed, i)))
        {
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i}.tflite")), seed);
        }

        return 0;
    case ["afl"]:
        // Nothing instrumented may run before the engine has given it memory to count in.
        Target? target = null;
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            (target ??= new Target()).Check(bytes.ToArray(), (int)(bytes.Length % 64));
        });
        return 0;
    case ["libfuzzer"]:
        Target? other = null;
        Fuzzer.LibFuzzer.Run(bytes => (other ??= new Target()).Check(bytes.ToArray(), bytes.Length % 64));
        return 0;
    default:
        var builder = await TestApplication.CreateBuilderAsync(args);
        SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
        using (var application = await builder.BuildAsync())
        {
            return await application.RunAsync();
        }
}
