"use strict";
(() => {
  const { asOf, old } = document.body.dataset;
  const check = () => {
    const now = Date.now() / 1000;
    document.getElementById("old").hidden = now < Number(asOf) + Number(old);
    for (const row of document.querySelectorAll("[data-until]")) {
      const over = now > Number(row.dataset.until);
      row.classList.toggle("over", over);
      row.querySelector("small").hidden = !over;
    }
  };
  check();
  setInterval(check, 60000);
})();
