// The tests move the process's directory and culture.
[assembly: Microsoft.VisualStudio.TestTools.UnitTesting.DoNotParallelize]
