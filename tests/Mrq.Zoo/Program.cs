using Microsoft.Testing.Platform.Builder;
using Mrq.Zoo;

// What is behind build/zoo.sh; everything else is for the test runner.
switch (args)
{
    case ["sweep", var folder, var table, var seconds]:
        return Sweep.Run(folder, table, TimeSpan.FromSeconds(double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)));
    case ["file", var path]:
        foreach (var result in Trial.Of(path, mostSteps: double.PositiveInfinity))
        {
            Console.WriteLine(result.Line);
        }

        return 0;
    default:
        var builder = await TestApplication.CreateBuilderAsync(args);
        SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
        using (var application = await builder.BuildAsync())
        {
            return await application.RunAsync();
        }
}
