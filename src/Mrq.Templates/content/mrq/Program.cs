// The converted models lie beside the program, as any content file would.
foreach (var model in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "models"), "*.tflite").Order(StringComparer.Ordinal))
{
    Console.WriteLine($"{Path.GetFileName(model)}: {new FileInfo(model).Length} bytes");
}
