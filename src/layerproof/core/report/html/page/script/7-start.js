// Everything above only defines; here the page starts.

startTable();
addEventListener("hashchange", follow);
document.addEventListener("keydown", onKey);
byId("source-next").addEventListener("click", () => goToGap(1));
byId("source-previous").addEventListener("click", () => goToGap(-1));
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address may name a file; skipping must not close it
  byId("main").focus();
});
follow();
